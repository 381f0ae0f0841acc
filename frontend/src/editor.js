// The query editor: colours, completion and marked mistakes for the form's text field, which stays
// what is sent, so that everything works without this file too.
import { autocompletion, completionKeymap, closeBrackets } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const KEYWORDS = ("SELECT DISTINCT WHERE OPTIONAL FILTER UNION MINUS BIND VALUES GRAPH SERVICE CONSTRUCT ASK DESCRIBE "
  + "ORDER BY GROUP HAVING LIMIT OFFSET PREFIX COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT LANG STR CONTAINS LCASE "
  + "STRSTARTS REGEX YEAR MONTH IF COALESCE EXISTS NOT IN AS").split(" ");

// Colours come from the page's own variables, which reach into the shadow tree.
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: [tags.string, tags.number, tags.bool], color: "var(--other)" },
  { tag: [tags.comment], color: "var(--faint)", fontStyle: "italic" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--wrong)" },
]);

const theme = EditorView.theme({
  "&": { fontSize: "14px", color: "var(--ink)", backgroundColor: "var(--panel)" },
  ".cm-content": { fontFamily: "var(--mono)", minHeight: "15rem", caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--panel)", color: "var(--faint)", border: "none" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--link)", color: "var(--paper)" },
  ".cm-completionDetail": { color: "var(--faint)", marginLeft: "1em" },
  ".cm-lintRange-error": { textDecoration: "underline wavy var(--wrong)", backgroundImage: "none" },
});

// A browser that replaces selected text by itself writes a style attribute, which the content security
// policy forbids.
const replaceOurselves = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type" });
    return true;
  },
});

let terms = null;

async function loadTerms(address) {
  terms ??= fetch(address).then((answer) => answer.json());
  return terms;
}

function completeFrom(address) {
  return async (context) => {
    const word = context.matchBefore(/[A-Za-z][\w-]*:?[\w-]*|\?\w*/);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    const text = context.state.doc.toString();
    if (word.text.startsWith("?")) {
      const variables = [...new Set(text.match(/\?\w+/g) ?? [])].filter((name) => name !== word.text);
      return { from: word.from, options: variables.map((label) => ({ label, type: "variable" })) };
    }
    const known = await loadTerms(address);
    const options = known.terms.map(([label, detail, type]) => ({ label, detail, type, apply: insert(label, known) }));
    for (const prefix of Object.keys(known.prefixes)) {
      options.push({ label: `${prefix}:`, detail: known.prefixes[prefix], type: "namespace", apply: insert(`${prefix}:`, known) });
    }
    for (const label of KEYWORDS) options.push({ label, type: "keyword", boost: -1 });
    return { from: word.from, options, validFor: /^[\w:-]*$/ };
  };
}

// Inserts a term, and the declaration of its prefix where that is missing.
function insert(label, known) {
  return (view, _completion, from, to) => {
    const prefix = label.split(":")[0];
    const declared = new RegExp(`PREFIX\\s+${prefix}:`, "i").test(view.state.doc.toString());
    const changes = [{ from, to, insert: label }];
    if (!declared && known.prefixes[prefix]) {
      changes.unshift({ from: 0, insert: `PREFIX ${prefix}: <${known.prefixes[prefix]}>\n` });
    }
    const added = changes.length > 1 ? changes[0].insert.length : 0;
    view.dispatch({ changes, selection: { anchor: from + label.length + added } });
  };
}

// Declares the prefixes that a query uses and forgets; strings, comments and IRIs are left alone.
function declared(query, prefixes) {
  const plain = query.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*/g, " ");
  const used = new Set([...plain.matchAll(/(?:^|[^\w?$:-])([A-Za-z][\w-]*):/g)].map((match) => match[1]));
  const missing = [...used].filter((prefix) => prefixes[prefix] && !new RegExp(`PREFIX\\s+${prefix}:`, "i").test(plain));
  return missing.map((prefix) => `PREFIX ${prefix}: <${prefixes[prefix]}>\n`).join("") + query;
}

function markMistake(view, { mistake, line, column }) {
  if (!mistake || !line) return;
  const place = view.state.doc.line(Math.min(Number(line), view.state.doc.lines));
  const from = Math.min(place.from + Math.max(Number(column) - 1, 0), place.to);
  const to = Math.max(Math.min(from + 1, place.to), from);
  view.dispatch(setDiagnostics(view.state, [{ from, to, severity: "error", message: mistake }]));
}

function dress(field) {
  const host = document.createElement("div");
  host.className = "editor";
  field.before(host);
  // In a shadow tree the editor's styles are constructed sheets, which the content security policy allows.
  const root = host.attachShadow({ mode: "open" });
  const send = { key: "Ctrl-Enter", mac: "Cmd-Enter", run: () => { field.form.requestSubmit(); return true; } };
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        lineNumbers(), history(), bracketMatching(), closeBrackets(), EditorView.lineWrapping,
        StreamLanguage.define(sparql), syntaxHighlighting(colours), theme, replaceOurselves,
        autocompletion({ override: [completeFrom(field.dataset.terms)] }),
        keymap.of([send, ...completionKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.contentAttributes.of({ "aria-label": field.dataset.label }),
        EditorView.updateListener.of((update) => { if (update.docChanged) field.value = update.state.doc.toString(); }),
      ],
    }),
  });
  field.hidden = true;
  loadTerms(field.dataset.terms).then((known) => {
    field.form.addEventListener("submit", () => { field.value = declared(field.value, known.prefixes); });
  });
  markMistake(view, field.dataset);
}

for (const field of document.querySelectorAll("textarea[data-terms]")) dress(field);
