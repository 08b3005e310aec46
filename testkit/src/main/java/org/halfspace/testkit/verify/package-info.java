/**
 * Checks a plugin's jar without its author's tests: {@link org.halfspace.testkit.verify.JarInspection} looks at the file and runs nothing
 * of it, {@link org.halfspace.testkit.verify.PluginVerification} loads it and asks the laws of {@code org.halfspace.testkit}. Needs no
 * test library.
 */
package org.halfspace.testkit.verify;
