// Starts GraphiQL: queries over HTTP, subscriptions over graphql-transport-ws, on the same server.
(() => {
  const { endpoint, query } = JSON.parse(document.getElementById("settings").textContent);
  const url = new URL(endpoint, window.location.href);
  const socket = new URL(url);
  socket.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const fetcher = GraphiQL.createFetcher({
    url: url.href,
    wsClient: graphqlWs.createClient({ url: socket.href, lazy: true }),
  });
  ReactDOM.render(
    React.createElement(GraphiQL, { fetcher, defaultQuery: query, isHeadersEditorEnabled: false }),
    document.getElementById("graphiql"),
  );
})();
