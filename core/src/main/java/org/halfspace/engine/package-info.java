/** The engine that core brings: threads of this process. */
package org.halfspace.engine;
