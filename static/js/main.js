// Starts the behaviour that each element names in data-behaviour.
import { attach } from "./lib/behaviours.js"

attach(document)
