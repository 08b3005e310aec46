/**
 * What the tests of a plugin inherit. A plugin's test of an analysis is the analysis, a subject and parameters; the contract
 * brings the tests:
 *
 * <pre>{@code
 * class MarginAnalysisTest extends AnalysisContract<MarginParameters, MarginRow> {
 *     protected MarginAnalysis analysis() {
 *         return new MarginAnalysis();
 *     }
 *
 *     protected Subject subject() {
 *         return Subjects.gaussian(AnalyticHeads.simplex(4), 20, 1);
 *     }
 *
 *     protected MarginParameters parameters() {
 *         return new MarginParameters(8);
 *     }
 *
 *     @Test
 *     void theMarginsOfASimplexAreEqual() { ... }
 * }
 * }</pre>
 *
 * <p>{@link org.halfspace.testkit.AnalysisContract}, {@link org.halfspace.testkit.ModelLoaderContract},
 * {@link org.halfspace.testkit.DatasetReaderContract}, {@link org.halfspace.testkit.SearchMethodContract} and
 * {@link org.halfspace.testkit.EngineContract} are the contracts, one for each kind of extension. What they ask is in
 * {@link org.halfspace.testkit.AnalysisLaws} and its like, which need no test library: {@code plugins verify} asks the same of a jar. {@link org.halfspace.testkit.AnalyticHeads} has heads whose geometry is known on paper,
 * {@link org.halfspace.testkit.AffineMap} feature maps whose derivatives are, and {@link org.halfspace.testkit.Subjects} puts them
 * together. {@link org.halfspace.testkit.PluginJarBuilder} makes a jar of test classes, and
 * {@link org.halfspace.testkit.PluginRules} checks that a plugin uses only what plugins are promised.
 *
 * <p>Unlike {@code org.halfspace.spi}, this package belongs to tests: it sees all of core, and may change with any version.
 */
package org.halfspace.testkit;
