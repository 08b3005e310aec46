/**
 * What a plugin sees of Halfspace. Everything below this package, together with {@code org.halfspace.geometry}, is the
 * whole contract between the workbench and its plugins; nothing else of core is promised.
 *
 * <p><b>What a plugin is.</b> A jar with a manifest ({@code Plugin-Id}, {@code Plugin-Version}, {@code Plugin-Requires})
 * and classes that implement an extension point of this package and carry PF4J's {@code @Extension}:
 * {@link org.halfspace.spi.model.ModelLoader}, {@link org.halfspace.spi.data.DatasetReader},
 * {@link org.halfspace.spi.analysis.Analysis}, {@link org.halfspace.spi.search.SearchMethod} or
 * {@link org.halfspace.spi.engine.Engine}. Extensions are built by an
 * injector that belongs to their plugin alone; a plugin that has objects of its own to inject names a
 * {@link org.halfspace.spi.HalfspacePlugin} as its {@code Plugin-Class}.
 *
 * <p><b>What is promised.</b> Every extension is built once per process, on the thread that loads the plugins, and is then
 * used by any number of threads: extensions are thread-safe. Extensions do no work in their constructors. What is bad
 * input is answered with {@link org.halfspace.spi.InputException}; any other exception is a defect, and is reported as
 * one, with the plugin's name. Matrices handed over are never changed by the receiver.
 *
 * <p><b>How data flow.</b> A file becomes a {@link org.halfspace.spi.data.Dataset} of pixels; an analysis cuts its work
 * into tasks; a task sends pixels through g, which has the preprocessing inside, and looks at the hidden vectors; it
 * returns rows; the rows are summarised, checked and reported. No stage reaches back.
 */
package org.halfspace.spi;
