package org.halfspace.plugin;

import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginManager;

/**
 * A plugin's class loader: its own classes first, so that two plugins can use different versions of a library, but what
 * host and plugins share always from the host. Without that, a jar that bundles the SPI by mistake would implement
 * interfaces that are not ours, and show no extension at all.
 */
final class SharedFirstClassLoader extends PluginClassLoader {
    SharedFirstClassLoader(PluginManager manager, PluginDescriptor descriptor, ClassLoader host) {
        super(manager, descriptor, host);
    }

    @Override
    protected boolean shouldDelegateToParent(String className) {
        return super.shouldDelegateToParent(className) || SharedPackages.contain(className);
    }
}
