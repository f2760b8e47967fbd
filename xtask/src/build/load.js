
let loading;
export default () => loading ??= WebAssembly
  .instantiateStreaming(fetch(new URL("soundings_bg.wasm", import.meta.url)), __wbg_get_imports())
  .then(({ instance, module }) => (__wbg_finalize_init(instance, module), start))
  .catch((error) => {
    loading = undefined;
    throw error;
  });
