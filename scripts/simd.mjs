#!/usr/bin/env node
import { runUnderPackageNode } from './node.mjs';

await runUnderPackageNode(import.meta.url, './simd.main.ts');
