package org.halfspace.spi;

import java.util.List;
import org.pf4j.ExtensionPoint;

/**
 * The extensions of all installed plugins, for a plugin that has extension points of its own users: bound in every plugin's injector.
 * Complete once all plugins are loaded, so to be asked when work begins, not in a constructor. Thread-safe.
 */
@FunctionalInterface
public interface Extensions {

    /**
     * The extensions of a kind, in the order in which their plugins were loaded.
     *
     * @param kind the extension point
     * @param <T> the extension point
     */
    <T extends ExtensionPoint> List<T> of(Class<T> kind);
}
