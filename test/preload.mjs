// CommonJS add-ons of Nest cannot be the first to load it: it is ESM, and jest would find a cycle.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
