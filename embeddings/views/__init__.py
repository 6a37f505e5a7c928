"""The dashboard: Streamlit pages that draw and never compute."""
