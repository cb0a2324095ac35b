// Plotly's script is large: each page asks for it once, when its first figure is drawn.
window.plotlyLibrary = () => {
  window.plotlyScript ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = (window.solara.rootPath || "") + "/plotly/plotly.min.js";
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error("Plotly's script cannot be loaded"));
    document.head.appendChild(script);
  });
  return window.plotlyScript;
};
