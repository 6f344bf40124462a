// An Express server. PORT; GET / gives its pid.
import express from 'express'

const app = express()
app.get('/', (request, response) => { response.send(String(process.pid)) })
app.listen(Number(process.env.PORT), () => undefined)
