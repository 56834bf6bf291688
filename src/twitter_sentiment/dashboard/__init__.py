"""The web interface (Streamlit). It knows the service by HTTP alone and holds no model."""
