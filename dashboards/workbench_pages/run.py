import streamlit as st

st.title("x")
st.file_uploader("f")
