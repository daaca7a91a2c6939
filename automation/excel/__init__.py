"""Reads Excel files of any program, within bounds: the values of their cells and the formats that show them.

A reader of our own, though there are libraries, because both were tried. openpyxl fails at styles and properties that
nobody needs here. calamine reads no number formats and no errors in cells, and fills the gaps between cells, up to
gigabytes. To bound the two and to start the second in a process of its own took as much code as to read the parts.
"""
