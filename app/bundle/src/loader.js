/* A chunk is one file: its own wasm, preceded by the parts that it shares with other chunks. A part that is loaded already is skipped. */
const parts = new Map();

function part(id, bytes) {
    if (!parts.has(id)) {
        const made = WebAssembly.instantiate(bytes, getSharedImports());
        made.catch(() => parts.delete(id));
        parts.set(id, made);
    }
    return parts.get(id);
}

/* The file starts with the number of its parts, and the id and the length of each, in little-endian words. */
async function load(name, integrity) {
    const answer = await fetch(new URL(name, import.meta.url), { integrity });
    if (!answer.ok) throw new Error(name + ": " + answer.status);
    const file = await answer.arrayBuffer();
    const head = new DataView(file);
    const count = head.getUint32(0, true);
    let start = 4 + 8 * count;
    const shared = [];
    for (let n = 0; n < count; n++) {
        const length = head.getUint32(8 + 8 * n, true);
        const bytes = new Uint8Array(file, start, length);
        start += length;
        const id = head.getUint32(4 + 8 * n, true);
        if (n < count - 1) shared.push(part(id, bytes));
        else return Promise.all(shared).then(() => part(id, bytes));
    }
}

function chunk(name, integrity) {
    let loading;
    return async (callback, data) => {
        loading ??= load(name, integrity);
        const succeeded = await loading.then(() => true, (error) => {
            console.error(error);
            loading = undefined; // the next visit tries again
            return false;
        });
        getSharedImports().__wasm_split.__indirect_function_table.get(callback)(data, succeeded);
    };
}
