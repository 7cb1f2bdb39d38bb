// Starts `theoremcheck lsp` for specs; all else is the server's.
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = () => {
  const settings = workspace.getConfiguration("theoremcheck");
  const server = { command: settings.get("command"), args: ["lsp"] };
  client = new LanguageClient("theoremcheck", "theoremcheck", server, {
    documentSelector: [{ language: "theoremcheck" }],
    initializationOptions: { debounce: settings.get("debounce") },
  });
  return client.start();
};

exports.deactivate = () => client && client.stop();
