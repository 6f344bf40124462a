#!/usr/bin/env node
import '../dist/crash-only.js'
