// The bench's HTTP surface, and its live streams.

/** Sends a request; what goes wrong becomes an Error with the server's own words. */
export async function send(method, path, body) {
  const response = await fetch(`/bench/${path}`, { method, body: body && JSON.stringify(body), headers: body && { 'Content-Type': 'application/json' } });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? response.statusText);
  return answer;
}

export const read = (path) => send('GET', path);

/** Watches a stream while the page can be seen: a browser opens six connections to one server, and hidden pages need none of them. */
export function watch(path, listeners, connected) {
  let source;
  const open = () => {
    source = new EventSource(`/bench/${path}`);
    source.onopen = () => connected(true);
    source.onerror = () => connected(false);
    for (const [name, listener] of Object.entries(listeners)) source.addEventListener(name, (event) => listener(JSON.parse(event.data)));
  };
  const follow = () => {
    source?.close();
    source = undefined;
    if (!document.hidden) open();
  };
  document.addEventListener('visibilitychange', follow);
  follow();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    source?.close();
  };
}
