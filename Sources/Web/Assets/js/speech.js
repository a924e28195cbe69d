/** Saying the prompt aloud, in Mandarin or English; silent where the machine has no voice. */

/** @param {string} text @param {string} language "zh" or "en" */
export function speak(text, language) {
  if (!("speechSynthesis" in window) || !text) return;
  const synthesis = window.speechSynthesis;
  synthesis.cancel();
  const said = new SpeechSynthesisUtterance(text);
  said.lang = language === "en" ? "en-US" : "zh-CN";
  const voices = synthesis.getVoices();
  const own = voices.find((voice) => voice.lang.replace("_", "-") === said.lang) ?? voices.find((voice) => voice.lang.startsWith(language));
  if (own) said.voice = own;
  said.rate = 0.95;
  synthesis.speak(said);
}

export function hush() {
  if ("speechSynthesis" in window) window.speechSynthesis.cancel();
}
