"""The rules of VK ID and Sferum, without HTTP: functions over a database session."""
