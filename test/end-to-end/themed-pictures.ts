export { takePictures } from './pictures.ts'
