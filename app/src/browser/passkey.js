// Passkeys: the browser makes one, or answers with one, and the form takes the answer along.
//
// A form marked data-passkey ("create" or "get") has the question in data-options. It is hidden until this script finds that
// the browser knows passkeys; what stands in its place (data-passkey-without) then goes. Without this script people type a
// code instead.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

if (window.PublicKeyCredential && navigator.credentials) {
  for (const form of document.querySelectorAll("form[data-passkey]")) take(form);
}

function take(form) {
  for (const note of document.querySelectorAll("[data-passkey-without]")) note.hidden = true;
  form.hidden = false;
  const said = form.querySelector("[data-passkey-said]");
  let asking = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    said.hidden = true;
    try {
      const { publicKey } = JSON.parse(form.dataset.options);
      const answer = form.dataset.passkey === "create" ? await make(publicKey) : await use(publicKey);
      form.elements.namedItem("passkey_token").value = JSON.stringify(answer);
      form.submit();
    } catch (error) {
      asking = false;
      said.textContent = why(error, form.dataset.passkey);
      said.hidden = false;
    }
  });
}

function why(error, act) {
  if (error?.name === "InvalidStateError") return "This device has a passkey for your account already.";
  if (error?.name === "SecurityError") return "This browser makes no passkeys for the address of this page. Please use an authenticator app.";
  if (act === "create") return "No passkey was made: it was stopped, or took too long. You can press the button again.";
  return "No passkey was used: it was stopped, or took too long. You can press the button again, or type a code.";
}

async function make(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
    },
  });
  return whole(made, {
    attestationObject: text(made.response.attestationObject),
    clientDataJSON: text(made.response.clientDataJSON),
  });
}

async function use(options) {
  const used = await navigator.credentials.get({
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = used.response;
  return whole(used, {
    authenticatorData: text(authenticatorData),
    clientDataJSON: text(clientDataJSON),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
}

const whole = ({ id, rawId, type }, response) => ({ id, rawId: text(rawId), type, response, extensions: {} });
