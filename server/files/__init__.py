"""Files and formats: the data folder, keys, pictures, slides, workbooks, QR codes."""
