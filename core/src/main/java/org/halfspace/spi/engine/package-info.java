/** What runs the tasks of a plan: threads of this process, or a cluster. */
package org.halfspace.spi.engine;
