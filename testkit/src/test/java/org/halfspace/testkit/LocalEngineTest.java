package org.halfspace.testkit;

import org.halfspace.engine.LocalEngine;
import org.halfspace.spi.engine.Engine;

class LocalEngineTest extends EngineContract {
    @Override
    protected Engine engine() {
        return new LocalEngine();
    }
}
