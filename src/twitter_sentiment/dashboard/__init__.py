"""The web interface (Streamlit). It reaches the service over HTTP alone and loads no model."""
