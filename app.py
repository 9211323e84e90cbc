"""What gunicorn serves: `gunicorn app:server`."""

import gc

from dashboard import create_app

# Nothing that is made at the start is thrown away: looking for garbage meanwhile takes a sixth of the time.
gc.disable()
app = create_app()
server = app.server
# Workers share what the parent made, as long as none of them looks through it for garbage.
gc.freeze()
gc.enable()
