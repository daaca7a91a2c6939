"""What the four sites are called on the console."""

SITE_NAMES = {"journal": "Журнал", "vk_id": "VK ID", "messenger": "Мессенджер", "sferum": "Сферум"}
