(function () {
  'use strict';
  // Tables: a click on a head sorts by its column, a second one the other way round.
  document.querySelectorAll('table.sorts').forEach(function (table) {
    table.querySelectorAll('thead th').forEach(function (head, column) {
      head.addEventListener('click', function () {
        var down = head.getAttribute('aria-sort') === 'ascending';
        table.querySelectorAll('thead th').forEach(function (other) { other.removeAttribute('aria-sort'); });
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        var value = function (row) {
          var cell = row.cells[column];
          return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
        };
        var order = function (a, b) {
          if (typeof a === 'number' && typeof b === 'number') { return isNaN(a) - isNaN(b) || a - b; }
          if (typeof a !== typeof b) { return typeof a === 'number' ? -1 : 1; }
          return a.localeCompare(b, undefined, { numeric: true });
        };
        var body = table.tBodies[0];
        Array.from(body.rows)
          .sort(function (a, b) { return (down ? -1 : 1) * order(value(a), value(b)); })
          .forEach(function (row) { body.appendChild(row); });
      });
    });
  });

  // Figures: colours are the page's own, so that they follow the dark mode and the printer.
  var ink = 'currentColor';
  var font = 'system-ui, sans-serif';
  var words = { labelColor: ink, titleColor: ink, labelFontSize: 11, titleFontSize: 12, labelFont: font, titleFont: font };
  var config = {
    background: null,
    axis: Object.assign({ domainColor: ink, tickColor: ink, gridColor: ink, gridOpacity: 0.12, domainOpacity: 0.6, tickOpacity: 0.6 }, words),
    legend: Object.assign({ orient: 'bottom' }, words),
    header: words,
    title: { color: ink },
    view: { stroke: null },
    text: { color: ink },
    rule: { color: ink },
    mark: { color: '#4e8fd0' },
    point: { opacity: 1, size: 45 },
    range: { category: ['#4e8fd0', '#f28e2b', '#3fa77a', '#d9575b', '#9a78c8', '#b08a2e', '#e07fb4', '#7f8c99', '#26a6b5', '#97bd3d'] }
  };
  var figures = JSON.parse(document.getElementById('figures').textContent);
  function composed(spec) {
    var channels = spec.encoding || {};
    return ['facet', 'hconcat', 'vconcat', 'concat', 'repeat'].some(function (key) { return key in spec; })
      || ['facet', 'row', 'column'].some(function (key) { return key in channels; });
  }
  function draw(index) {
    if (index >= figures.length) {
      document.documentElement.dataset.drawn = figures.length;
      return;
    }
    var place = document.getElementById('figure-' + index);
    var spec = figures[index].spec;
    if (figures[index].rows) { spec.datasets = Object.assign({ rows: figures[index].rows }, spec.datasets); }
    if (!('height' in spec) && !composed(spec)) { spec.height = 220; }
    if (!('width' in spec) && !composed(spec)) {
      spec.width = 'container';
      spec.autosize = { type: 'fit', contains: 'padding' };
    }
    var options = { renderer: 'svg', config: config, mode: 'vega-lite', actions: { export: true, source: false, compiled: false, editor: false } };
    window.vegaEmbed(place, spec, options)
      .catch(function (error) { place.textContent = 'This figure cannot be drawn: ' + error.message; place.classList.add('bad'); })
      .then(function () { setTimeout(draw, 0, index + 1); });
  }
  draw(0);
})();
