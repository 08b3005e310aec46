package com.example.starter.engine;

import org.halfspace.spi.engine.Engine;
import org.halfspace.testkit.EngineContract;
import org.halfspace.testkit.PluginRules;
import org.junit.jupiter.api.Test;

/** Inherits what every engine has to keep: every task once, failures reported, interruptions honoured. */
class StarterEngineTest extends EngineContract {

    @Override
    protected Engine engine() {
        return new StarterEngine();
    }

    @Test
    void usesOnlyWhatPluginsArePromised() {
        PluginRules.check("com.example.starter.engine");
    }
}
