/* The formats of `mycel export`: X(name), each experiments/export_<name>.c. */
X(csv)
X(latex)
X(svg)
X(pdf)
X(chrome_trace)
X(shiviz)
X(prov_json)
X(graphml)
