"""Stance Explorer's dashboard: ``streamlit run app.py``."""

import os
from pathlib import Path

import streamlit as st

from embeddings.errors import StanceError
from embeddings.views import markup, resources, routes

HERE = Path(__file__).resolve().parent

st.set_page_config(
    page_title="Stance Explorer", page_icon=str(routes.ASSETS / "icon.png"), layout="wide"
)
st.html(routes.STYLES)
st.logo(routes.logo(), size="large", link=None)
resources.use_folder(Path(os.environ.get("STANCE_LIBRARY") or HERE / ".library"), os.environ)
page = st.navigation(routes.pages(), position="top")
try:
    page.run()
except StanceError as error:
    st.title("This page cannot be shown", anchor=False)
    st.error(markup.esc(str(error)), icon=":material/error:")
finally:
    resources.warm_up()
