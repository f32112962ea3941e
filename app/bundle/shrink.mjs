/* Shrinks the wasm files that it is given, as `wasm-opt -Oz` does. One process for many: starting takes longer than most files do. */
import binaryen from "binaryen";
import { readFileSync, writeFileSync } from "node:fs";

const [level, ...files] = process.argv.slice(2);
/* What rustc's wasm uses anyway. */
const { BulkMemory, BulkMemoryOpt, CallIndirectOverlong, Multivalue, MutableGlobals, NontrappingFPToInt, ReferenceTypes, SignExt } =
    binaryen.Features;
const features =
    BulkMemory | BulkMemoryOpt | CallIndirectOverlong | Multivalue | MutableGlobals | NontrappingFPToInt | ReferenceTypes | SignExt;

for (const file of files) {
    const module = binaryen.readBinary(readFileSync(file));
    module.setFeatures(features);
    module.runPasses(["strip-debug", "strip-producers", "strip-target-features"]);
    if (level === "small") {
        binaryen.setOptimizeLevel(2);
        binaryen.setShrinkLevel(2);
        module.optimize();
        /* What is left is a little smaller for brotli after a second time. */
        module.runPasses(["monomorphize"]);
        module.optimize();
    }
    writeFileSync(file, module.emitBinary());
    module.dispose();
}
