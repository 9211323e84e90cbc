/* The style function of dash-leaflet's example of a choropleth: the colour of a cell's class. */
(function defineUsual() {
  'use strict';
  window.usual = {
    style(feature, context) {
      const { classes, colorscale, style, colorProp } = context.hideout;
      const value = feature.properties[colorProp];
      let fillColor = colorscale[0];
      for (let i = 0; i < classes.length; i += 1) {
        if (value >= classes[i]) fillColor = colorscale[i];
      }
      return { ...style, fillColor };
    },
  };
})();
