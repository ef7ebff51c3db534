# SPDX-License-Identifier: MIT
#
# Sphinx configuration of the cpgpu manual.  Build it with
#     sphinx-build -W -b html docs build/docs
# Nothing here needs the network or anything beyond python3-sphinx.

project = "cpgpu"
author = "the cpgpu developers"
copyright = "2026, the cpgpu developers"
release = "2.0"         # the hardware version this manual describes

extensions = []
templates_path = []
exclude_patterns = []
root_doc = "index"

html_theme = "alabaster"
html_title = "cpgpu manual"
html_static_path = ["_static"]
html_copy_source = False
html_theme_options = {
    "page_width": "1240px",
    "body_max_width": "none",
    "sidebar_width": "240px",
    "fixed_sidebar": True,
    "description": "a virtual GPU with content-protection hardware",
}
html_sidebars = {"**": ["about.html", "navigation.html", "searchbox.html"]}

highlight_language = "none"
smartquotes = False
