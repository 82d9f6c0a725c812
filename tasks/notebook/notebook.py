"""Runs notebooks with nbclient and exports them as HTML with nbconvert, for tasks/notebook/run.ts.

notebook.py run NOTEBOOK FOLDER TIMEOUT_S   runs it in place, on a fresh kernel, in FOLDER; prints JSON lines: {"cell": index} as
                                            each code cell begins, and at last {"end": {"kind", "cell", "text"}}
notebook.py html NOTEBOOK...            exports each, as .html beside it
"""

import json
import sys
from queue import Empty

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, CellExecutionError, CellTimeoutError, DeadKernelError
from nbclient.util import ensure_async
from nbconvert import HTMLExporter

# Deno's kernel reports a cell as done while outputs are on their way: they are waited for until none has come for so long.
QUIET_S = 0.15


def tell(message):
    print(json.dumps(message), flush=True)


def run(path, folder, timeout_s):
    notebook = nbformat.read(path, as_version=4)
    at = None

    def begin(cell, cell_index):
        nonlocal at
        at = cell_index
        if cell.cell_type == "code":
            tell({"cell": cell_index})

    async def drain(cell, cell_index, execute_reply):
        request = execute_reply["parent_header"]["msg_id"]
        while True:
            try:
                message = await ensure_async(client.kc.iopub_channel.get_msg(timeout=QUIET_S))
            except Empty:
                return
            if message["parent_header"].get("msg_id") == request:
                try:
                    client.process_message(message, cell, cell_index)
                except CellExecutionComplete:
                    pass

    client = NotebookClient(
        notebook,
        timeout=timeout_s,
        kernel_name="deno",
        shutdown_kernel="immediate",
        resources={"metadata": {"path": folder}},
        on_cell_start=begin,
        on_cell_executed=drain,
    )
    try:
        client.execute()
        end = {"kind": "done", "cell": None, "text": ""}
    except CellExecutionError as error:
        end = {"kind": "error", "cell": at, "text": f"{error.ename}: {error.evalue}"}
    except CellTimeoutError:
        end = {"kind": "hang", "cell": at, "text": f"it did not end within {timeout_s} s"}
    except DeadKernelError:
        end = {"kind": "dead", "cell": at, "text": "the kernel died"}
    nbformat.write(notebook, path)
    tell({"end": end})


def html(paths):
    # The page is to ask nothing of the network; the notebooks have neither formulas nor diagrams.
    exporter = HTMLExporter(mathjax_url="", require_js_url="", jquery_url="", mermaid_js_url="")
    for path in paths:
        page, _ = exporter.from_filename(path)
        with open(path.removesuffix(".ipynb") + ".html", "w", encoding="utf-8") as file:
            file.write(page)


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    if what == "run":
        run(arguments[0], arguments[1], int(arguments[2]))
    else:
        html(arguments)
