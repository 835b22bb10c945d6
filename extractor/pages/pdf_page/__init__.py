"""What the reader of PDF pages is made of: a page's text, its objects and what they hide, its ruled lines, its damage."""
