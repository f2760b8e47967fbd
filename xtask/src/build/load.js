
let loading;
export default (wasm) => loading ??= WebAssembly
  .instantiateStreaming(wasm, __wbg_get_imports())
  .then(({ instance, module }) => (__wbg_finalize_init(instance, module), start))
  .catch((error) => {
    loading = undefined;
    throw error;
  });
