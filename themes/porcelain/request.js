// The application form works without this file. With it: items that may already answer are offered while one types,
// an identity number is checked as soon as it is left, and a small piece of work raises the limits against abuse.
const form = document.querySelector("[data-request-form]");
document.querySelector("[data-faults]")?.focus();

/** Whether an 18-character identity number's last character is right (GB 11643). */
export function identityHolds(number) {
  const text = number.trim().toUpperCase();
  if (!/^\d{17}[\dX]$/.test(text)) return false;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(text[at]), 0);
  return "10X98765432"[sum % 11] === text[17];
}

function watchIdentity(input) {
  const kind = document.getElementById(`f-${input.name.replace(/number$/, "paper")}`);
  const note = document.createElement("p");
  note.className = "fault";
  note.setAttribute("aria-live", "polite");
  input.before(note);
  const look = () => {
    const wrong = kind?.value === "identity_card" && input.value.trim().length === 18 && !identityHolds(input.value);
    note.textContent = wrong ? "身份证号码的校验位不对，请再核对一遍。" : "";
  };
  input.addEventListener("change", look);
  kind?.addEventListener("change", look);
}

function offerWhileTyping(box) {
  const fields = ["matter.name", "matter.description"].map((name) => form.elements.namedItem(name)).filter(Boolean);
  let last = "";
  let timer = 0;
  let running;
  const ask = async () => {
    const text = fields.map((field) => field.value.trim()).join(" ").slice(0, 200);
    if (text.length < 4 || text === last) return;
    last = text;
    running?.abort();
    running = new AbortController();
    const query = new URLSearchParams({ q: text, agency: form.elements.namedItem("agency")?.value ?? "", stamp: form.elements.namedItem("stamp").value });
    try {
      const answer = await fetch(`${box.dataset.offers}?${query}`, { signal: running.signal });
      if (answer.ok) box.innerHTML = await answer.text();
    } catch {
      // Without offers the form is what it was.
    }
  };
  for (const field of fields) {
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 600);
    });
  }
}

async function workOut(seed, bits) {
  const encoder = new TextEncoder();
  for (let nonce = 0; ; nonce += 1) {
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(`${seed}:${nonce}`)));
    let zeros = 0;
    for (const byte of hash) {
      zeros += byte === 0 ? 8 : Math.clz32(byte) - 24;
      if (byte !== 0) break;
    }
    if (zeros >= bits) return String(nonce);
  }
}

if (form) {
  for (const input of form.querySelectorAll('[data-check="identity"]')) watchIdentity(input);
  const box = form.querySelector("[data-offers]");
  if (box) offerWhileTyping(box);
  // Only secure contexts offer the digest; elsewhere the form is sent without the answer, under the lower limits.
  if (form.dataset.puzzle && globalThis.crypto?.subtle) {
    workOut(form.dataset.puzzle, Number(form.dataset.bits)).then((nonce) => {
      form.querySelector("[data-answer]").value = nonce;
    });
  }
}
