"""Any table as a source: a readable description beside the data says how its columns are to be taken.

description = find_description("asb-log", sources_dir)
read = read_described(FileRef(Path("asb-2025.csv")), description)
"""
