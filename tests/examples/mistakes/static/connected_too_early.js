
// Says that VK ID has ended well, whatever it has said.

const openVkIdOnly = openVkId;

openVkId = (onEnd) => openVkIdOnly((isClosed) => {
  if (isClosed) onEnd(true);
  else dispatchEvent(new Event("linked-already"));
});
