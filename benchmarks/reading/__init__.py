"""How well PDFs, scans, web pages and sentences are read, ours beside others.

Run: python -m benchmarks.reading [TABLE ...] [--shared FOLDER] [--only PART] [--readers ours,...]

text       PDFs: characters wrong in the body, tables included
tables     PDFs: F1 of cells and of rows, tables found of those there
speed      PDFs: pages a second of processor time
scans      page images: characters wrong, CPU seconds, F1 of table cells, peak of memory
pages      web pages: recall of the content, share of the navigation that leaked, F1
encodings  web pages: decoded without an error
sentences  sentences: F1, and million characters a second of processor time

Without TABLE all are printed. A peer that is not installed is left out. Processor time is
measured with one thread; on a machine whose cores are shared it comes out longer.
"""
