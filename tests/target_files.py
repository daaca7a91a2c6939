"""Target files, of a journal that nobody runs."""

TEACHER = """
[[teachers]]
login = "ivanova"
password_variable = "PATH"
last_name = "Иванова"
first_name = "Анна"
phone = "+79005550101"
"""
"""A table of one teacher."""

TARGET = f"""
services = "real"
journal = "http://127.0.0.1:1"
vk_id = "http://127.0.0.1:1"
[client]
id = "1"
callback = "http://127.0.0.1:1/return"
{TEACHER}
"""
"""What a validation on real services needs."""
