// Requests to the server; addresses are relative, so the token in the page's address goes along.

export class RequestError extends Error {
  constructor(status, body) {
    super(body.error ?? `HTTP ${status}`);
    this.status = status;
    this.body = body;
  }
}

export async function ask(path, parameters = {}, options = {}) {
  const query = new URLSearchParams(parameters).toString();
  const answer = await fetch(`api/${path}${query ? `?${query}` : ""}`, options);
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new RequestError(answer.status, body);
  return body;
}

export function send(path, value) {
  return ask(path, {}, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(value),
  });
}
