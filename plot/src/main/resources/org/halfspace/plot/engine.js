// What Vega expects of a browser, and what is called from Java.
globalThis.self = globalThis;
globalThis.setTimeout = globalThis.setTimeout || ((f) => { f(); return 0; });
globalThis.clearTimeout = globalThis.clearTimeout || (() => {});
globalThis.structuredClone = globalThis.structuredClone || ((value) => JSON.parse(JSON.stringify(value)));
globalThis.draw = (specification) => {
  const failed = (error) => console.log("error: " + error);
  try {
    const view = new vega.View(vega.parse(vegaLite.compile(specification).spec), { renderer: "none", logLevel: 0 });
    view.toSVG().then((svg) => console.log(svg), failed);
  } catch (error) {
    failed(error);
  }
};
