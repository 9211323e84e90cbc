"""Word lists for fictional names. Any likeness to a real ward, street or premises is chance."""

from __future__ import annotations

import numpy as np

_WARDS = """
    Alderfleet Annetcombe Ashmarram Auklands Barleyholt Beaconrigg Birchstaithe Bracklemoor Brinefold
    Bucklethorn Capstan Carrowmere Chandlersea Cinderhythe Cloverscar Coldstaithe Cranewell Culverfleet
    Curlewthorpe Dabberlock Dovescar Driftwell Dulsegate Dunescroft Eelpool Elderstaithe Fallowrigg
    Farthingsea Fennelcroft Flaxmarram Foldgarth Fulmarton Gantryside Glasswortby Gorsefleet Greyshingle
    Gullscar Hagstone Harefleet Hawsergate Hemplands Heronstaithe Hollinscar Kelpgate Kestrelfold
    Kittiwake Lampreyford Larkenholt Limpetby Lobsterwick Mallowcroft Marlpits Millstaithe Mossfleet
    Murrelton Nettlerigg Oakumside Ospreywell Ottersea Pebblecombe Petrelby Pikestaithe Plovermoor
    Quernhythe Razorbill Reedscar Rookenfold Ropewalks Rushenby Saltersgarth Samphire Sandling
    Scurvygrass Seagarth Sealholme Shearwater Shinglewick Skerrystone Sloefleet Snipemoor Spindrift
    Starnholt Sternfleet Stonechat Swinescar Tanglewrack Ternholme Thriftby Tidesgarth Turnstone
    Wadersea Weirgarth Whelkscar Whimbrel Widgeonby Willowstaithe Windlass Wrackham Yarrowfleet
"""
WARDS: tuple[str, ...] = tuple(_WARDS.split())

_STREET_FIRST = """
    Abalone Anchor Arbour Avocet Barnacle Beacon Bollard Bramble Brine Buoy Cable Capstan Caulker
    Chandler Cinder Clover Cockle Cooper Coral Cormorant Crane Curlew Dolphin Driftwood Dulse Dune Eel
    Eider Fathom Fennel Fern Flint Foghorn Fulmar Gannet Gantry Gorse Guillemot Gull Halyard Harbour
    Hawser Hawthorn Heron Herring Kelp Kestrel Kittiwake Lamprey Lantern Lapwing Larch Lobster Mackerel
    Mallow Marram Mast Merchant Mizzen Mussel Nettle Oarsman Osprey Otter Oyster Pebble Petrel Pilot
    Plover Puffin Quarry Quayside Redshank Reed Rigging Rope Rudder Rush Sailmaker Saltpan Samphire
    Sandpiper Seal Shearwater Shingle Skerry Skipper Sloop Snipe Spinnaker Starfish Stonecrop Tallow
    Tanner Teal Tern Thrift Tiller Tollgate Turnstone Viaduct Wader Weaver Whelk Whimbrel Whin Windlass
    Wrack Yarrow
"""
STREET_FIRST: tuple[str, ...] = tuple(_STREET_FIRST.split())

STREET_LAST: tuple[str, ...] = (
    "Street", "Road", "Avenue", "Close", "Lane", "Drive", "Terrace", "Way", "Court", "Crescent",
    "Grove", "Gardens", "Walk", "Rise",
)  # fmt: skip

CENTRE_PLACES: tuple[str, ...] = (
    "High Street", "Market Place", "Shopping Area", "Supermarket", "Parking Area", "Nightclub",
    "Bus/Coach Station", "Petrol Station", "Pedestrian Subway", "Theatre/Concert Hall",
)  # fmt: skip

_PUB_FIRST = """
    Amber Blind Brass Copper Crooked Drowned Drowsy Gilded Grey Idle Jolly Lame Last Lonely Merry Old
    Painted Patient Salted Second Silver Sleeping Speckled Stout Tarred Thirsty Three Wandering
    Weathered Whistling
"""
PUB_FIRST: tuple[str, ...] = tuple(_PUB_FIRST.split())

_PUB_LAST = """
    Anchor Auk Barrel Bosun Buoy Capstan Cockle Compass Cormorant Cutter Eider Ferryman Gannet Haddock
    Helmsman Heron Keel Lantern Limpet Lobster Mariner Mermaid Oar Otter Pilot Plover Puffin Seal
    Skipper Tern
"""
PUB_LAST: tuple[str, ...] = tuple(_PUB_LAST.split())

VENUES: tuple[str, ...] = (
    "Afterglow", "Backwash", "Blue Hour", "Breakwater", "Deep End", "Drift", "Ebb", "Flotsam",
    "Foghorn", "High Water", "Lighthouse", "Low Tide", "Midnight Ferry", "Moonrise", "Neap", "Phosphor",
    "Riptide", "Saltwater", "Slack Water", "Spring Tide", "Starboard", "Swell", "Undertow",
    "Wavelength",
)  # fmt: skip

SHOPS: tuple[str, ...] = (
    "Corner Cellar", "Cask and Crate", "Bottle Store", "Late Shop", "Quay Wines",
    "Day and Night Stores", "Harbour Bottles", "Tide Wines",
)  # fmt: skip

TAKEAWAYS: tuple[str, ...] = (
    "Golden Fryer", "Harbour Kebab", "Midnight Grill", "Pier Pizza", "Quayside Chippy", "Saffron Box",
    "Salt and Vinegar", "Wok on the Wharf", "Charcoal Corner", "Noodle Pot",
)  # fmt: skip


def street_names(rng: np.random.Generator, count: int) -> list[str]:
    """Random street names, repeats allowed as in life."""
    first = rng.integers(len(STREET_FIRST), size=count)
    last = rng.integers(len(STREET_LAST), size=count)
    return [f"{STREET_FIRST[i]} {STREET_LAST[j]}" for i, j in zip(first, last, strict=True)]
