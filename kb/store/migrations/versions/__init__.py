"""One module for each change of the schema, `vNNNN_what.py`."""
