"""The sandbox: the journal, VK ID, the messenger and Sferum, played by four small sites over one model.

It knows nothing of the tests that use it: a test asks its control API. Other rooms may import these modules, and
import-linter protects the rest:

- `client`: the typed client of the control API
- `server`, `settings`, `errors`: a sandbox in this process, what can be set in it, and why it cannot start
- `http_client`: HTTP clients that no proxy comes between and the sandbox
- `documents`, `toml_lines`: a TOML or JSON file, what is wrong with it, and on which line a key is
- `error_texts`: why a file or an address could not be used, in Russian
- `command`: the sandbox as a program
- `cli`: what all programs of the project have in common: output, errors, signals, exit codes
- `encoding`: text for an output whose encoding lacks a character
- `iri`: an address with letters other than ASCII, as HTTP carries it
- `option_variables`: the environment variable of each option of a program
- `natural_order`: the order of titles and names: 1А, 2А, 10А
- `spreadsheet_text`: foreign text in cells of Excel
- `recording.redaction`, `recording.secret_names`: what is a secret, and its hash
"""
