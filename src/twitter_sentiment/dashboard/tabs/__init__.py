"""The tabs of the page, one module each, and the sections they are made of."""
