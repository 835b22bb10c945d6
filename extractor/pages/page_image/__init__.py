"""What the reader of pictures is made of: finding the sheet, setting it upright, cleaning its ground, finding its ruled lines."""
